package dev.amazonpay.data;

import dev.amazonpay.AmazonPayException;
import java.util.Map;

/** A client, called as one of the package's views has it: by functions that suspend, methods that block, or futures. */
public interface Calls {
  /**
   * Calls the typed method that an operation is.
   *
   * @throws AmazonPayException as the view has it
   */
  Answer call(String operation, Given given);

  /** What an exception says, under the names that the shared files have; here to Java. */
  default Map<String, Object> failure(AmazonPayException error) {
    return Failure.of(error);
  }
}
