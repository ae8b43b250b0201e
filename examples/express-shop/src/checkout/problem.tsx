/** The page that says why a checkout can't go on. */
import type { Problem } from 'amazonpay/web'
import type { Request } from 'express'
import { html, pageOf } from '../pages/page.js'
import { ProblemPage } from '../pages/problem.js'
import type { Shop } from '../shop.js'

/** Problems that the shop finds itself. */
const OWN = {
  session_not_found: [404, 'There is no such checkout. Please go back to your cart.'],
  address_not_served: [409, 'We do not send parcels there. Please check out with another address.'],
} as const

/** Says what `amazonpay/web` found. Its message has nothing of the error in it. */
export function problem(shop: Shop, request: Request, { status, message }: Problem): Response {
  return html(<ProblemPage page={pageOf(shop, request)} message={message} />, status)
}

export function problemNamed(shop: Shop, request: Request, name: keyof typeof OWN): Response {
  const [status, message] = OWN[name]
  return html(<ProblemPage page={pageOf(shop, request)} message={message} />, status)
}
