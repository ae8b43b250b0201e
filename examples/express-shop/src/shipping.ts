/** What it costs to send a parcel, by the country it goes to. */
import { type Address, type DeliverySpecifications, Money } from 'amazonpay'
import { CURRENCY } from './catalogue.js'

const PRICES: ReadonlyMap<string, Money> = new Map([
  ['DE', Money.of('4.90', CURRENCY)],
  ['AT', Money.of('9.90', CURRENCY)],
  ['FR', Money.of('9.90', CURRENCY)],
  ['SE', Money.of('14.90', CURRENCY)],
])

/** The price to an address; none where nothing is sent to. */
export function shippingTo(address: Address | undefined): Money | undefined {
  return PRICES.get(address?.countryCode ?? '')
}

/** Tells Amazon which addresses the buyer may choose. */
export const DELIVERY: DeliverySpecifications = {
  addressRestrictions: {
    type: 'Allowed',
    restrictions: Object.fromEntries([...PRICES.keys()].map((country) => [country, {}])),
  },
}

/** The address as it is written on the parcel, line by line. */
export function addressLines(address: Address | undefined): string[] {
  if (address === undefined) return []
  const town = [address.postalCode, address.city].filter(Boolean).join(' ')
  const { name, addressLine1, addressLine2, addressLine3, stateOrRegion, countryCode } = address
  const lines = [name, addressLine1, addressLine2, addressLine3, town, stateOrRegion, countryCode]
  return lines.filter((line): line is string => Boolean(line))
}
