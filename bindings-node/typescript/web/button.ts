/** A button's configuration, signed, for the page's script to fetch. */
import type { AmazonPay } from '../client.js'
import type { ButtonRequest } from '../generated/models.js'
import {
  type Eventually,
  type Exchange,
  type Handler,
  handlerOf,
  refusedMethod,
  required,
} from './handler.js'

/** Settings of {@link buttonHandler}. */
export interface ButtonHandlerSettings<Context = unknown> {
  /** The client that signs. */
  pay: AmazonPay
  /** What the button starts: of your cart, never of the request. Return a response to refuse, as when the cart is empty. */
  button: (exchange: Exchange<Context>) => Eventually<ButtonRequest | Response>
}

/**
 * Makes an endpoint that answers with a button as JSON: `scriptUrl`, and `config`, the second argument of
 * `amazon.Pay.renderButton`.
 *
 * It takes GET, and POST for a shop whose tokens against forged requests need one.
 *
 * @throws {@link ConfigurationError} when a setting is missing.
 */
export function buttonHandler<Context = unknown>(settings: ButtonHandlerSettings<Context>): Handler<Context> {
  required(settings, ['pay', 'button'], 'buttonHandler')
  return handlerOf(async (exchange) => {
    const refusal = refusedMethod(exchange.request, ['GET', 'POST'])
    if (refusal !== undefined) return refusal
    const wanted = await settings.button(exchange)
    if (wanted instanceof Response) return wanted
    const { config, scriptUrl } = await settings.pay.button(wanted)
    return Response.json({ config, scriptUrl }, { headers: { 'cache-control': 'no-store' } })
  })
}
