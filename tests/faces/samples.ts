// Tries the generated TypeScript face: the samples are written as its types and must be the JSON of the vectors.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { Charges } from "../../generated/typescript/amazonpay_models.js";
import type {
  CallOptions,
  ChargeState,
  CheckoutSession,
  CreateCharge,
  OperationInput,
} from "../../generated/typescript/amazonpay_models.js";

const vectors = process.argv[2];
const vector = (name: string): unknown => JSON.parse(readFileSync(`${vectors}/${name}.json`, "utf8"));

const request: CreateCharge = {
  chargePermissionId: "S01-5105180-3221187",
  chargeAmount: { amount: "14.00", currencyCode: "EUR" },
  captureNow: true,
  merchantMetadata: { merchantReferenceId: "Käse 🧀" },
};

const session: CheckoutSession = {
  checkoutSessionId: "bd504926-f659-4ad7-a1a9-9a747aaf5275",
  constraints: [
    { constraintId: "ChargeAmountNotSet", description: "chargeAmount is not set." },
    { constraintId: "NewConstraint" },
  ],
  paymentPreferences: [],
  statusDetails: { state: "Open" },
};

async function main(): Promise<void> {
  assert.deepEqual(request, vector("create-charge"));
  assert.deepEqual(session, vector("checkout-session"));

  const seen: [string, OperationInput, CallOptions][] = [];
  // Stands where the compiled module will: answers with a vector.
  const charges = new Charges({
    execute: async (operation, input, options) => {
      seen.push([operation, input, options]);
      return vector("charge");
    },
  });
  const charge = await charges.create(request, { idempotencyKey: "k1" });
  const state: ChargeState | undefined = charge.statusDetails?.state;
  assert.equal(state, "UnheardOf");
  assert.equal("refundedAmount" in charge, false);
  assert.deepEqual(JSON.parse(JSON.stringify(charge)), vector("charge"));
  assert.deepEqual(seen, [["charges.create", { body: request }, { idempotencyKey: "k1" }]]);

  await charges.capture("C1", { captureAmount: { amount: "1.00", currencyCode: "EUR" } });
  assert.deepEqual(seen[1]?.[1].pathParameters, ["C1"]);
}

void main();
