/** The button, the review and the result: a buyer goes through a shop of each framework. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import express from 'express'
import type { AmazonPay, Button } from 'amazonpay'
import { route } from 'amazonpay/express'
import type { Sandbox } from 'amazonpay/testing'
import {
  type Handler,
  type Problem,
  type ResultHandlerSettings,
  type ReviewHandlerSettings,
  buttonHandler,
  resultHandler,
  reviewHandler,
} from 'amazonpay/web'
import { FRAMEWORKS, type Framework, PRICE, chosen, listen, open, serve } from './shop.js'

interface Shop {
  sandbox: Sandbox
  pay: AmazonPay
  url: string
  problems: Problem[]
  /** Asks for a page of a session's. */
  visit: (page: string, id: string, method?: string) => Promise<Response>
}

type More = Partial<ReviewHandlerSettings> & Partial<ResultHandlerSettings>

async function shop(t: TestContext, framework: Framework, more: More = {}): Promise<Shop> {
  const { sandbox, pay } = await open(t)
  const problems: Problem[] = []
  const common = {
    pay,
    chargeAmount: () => PRICE,
    problem: (problem: Problem) => {
      problems.push(problem)
      return new Response(problem.message, { status: problem.status })
    },
    report: () => undefined,
    ...more,
  }
  const told = (word: string) => (): Response => new Response(word)
  const button = buttonHandler({
    pay,
    button: () => ({
      merchantId: sandbox.merchantId,
      placement: 'Cart',
      ledgerCurrency: 'EUR',
      checkoutSession: {
        webCheckoutDetails: { checkoutReviewReturnUrl: 'https://shop.example/review' },
        storeId: sandbox.storeId,
      },
    }),
  })
  const review = reviewHandler({
    checkoutResultReturnUrl: 'https://shop.example/result',
    show: (session, amount) => new Response(`${session.checkoutSessionId} costs ${amount.amount}`),
    ...common,
  })
  const result = resultHandler({
    succeeded: (_session, charge) => new Response(`paid ${charge?.chargeAmount?.amount ?? ''}`),
    pending: told('pending'),
    declined: (_session, decline) => new Response(`declined ${decline.reasonCode ?? ''}`),
    canceled: told('canceled'),
    ...common,
  })
  const handlers: Record<string, Handler> = {
    'GET /button': button,
    'GET /review': review,
    'POST /review': review,
    'GET /result': result,
  }
  const url = await serve(t, framework, handlers)
  const visit: Shop['visit'] = (page, id, method = 'GET') =>
    fetch(`${url}/${page}?amazonCheckoutSessionId=${id}`, { method, redirect: 'manual' })
  return { sandbox, pay, url, problems, visit }
}

for (const framework of FRAMEWORKS) {
  test(`${framework}: a buyer pays, once, however often the page is loaded`, async (t) => {
    const { sandbox, url, visit } = await shop(t, framework)
    const answer = await fetch(`${url}/button`)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    const button = (await answer.json()) as Button
    assert.equal(button.scriptUrl, `${sandbox.url}/checkout.js`)
    const { checkoutSessionId: id } = await sandbox.buyer.checkout(button, { card: '1111' })
    assert.ok(id)

    const page = await visit('review', id)
    assert.deepEqual([page.status, await page.text()], [200, `${id} costs 12.34`])
    assert.match(page.headers.get('cache-control') ?? '', /no-store.*private/)
    assert.equal(page.headers.get('referrer-policy'), 'same-origin')
    const sent = await visit('review', id, 'POST')
    assert.equal(sent.status, 303)
    assert.match(sent.headers.get('location') ?? '', new RegExp(id))

    await sandbox.buyer.approve(id)
    const loads = await Promise.all([visit('result', id), visit('result', id)])
    loads.push(await visit('result', id))
    for (const load of loads) assert.deepEqual([load.status, await load.text()], [200, 'paid 12.34'])
    assert.equal((await sandbox.objects('charges')).length, 1)

    const back = await visit('review', id)
    assert.deepEqual(
      [back.status, back.headers.get('location')],
      [303, `https://shop.example/result?amazonCheckoutSessionId=${id}`],
    )
  })

  test(`${framework}: a buyer who has not paid, or goes away, is told so`, async (t) => {
    const { sandbox, pay, visit, problems } = await shop(t, framework)
    const id = await chosen(sandbox, pay)
    assert.equal((await visit('result', id)).status, 409)
    assert.equal(problems.at(-1)?.code, 'session_not_ready')
    await sandbox.buyer.cancel(id)
    assert.equal(await (await visit('result', id)).text(), 'canceled')
    assert.equal((await visit('review', id)).status, 410)
    assert.equal(problems.at(-1)?.code, 'session_canceled')
    assert.deepEqual(await sandbox.objects('charges'), [])
  })

  test(`${framework}: what is no session is no page`, async (t) => {
    const { visit, problems, url } = await shop(t, framework)
    assert.equal((await visit('review', 'x')).status, 400)
    assert.equal((await fetch(`${url}/result`)).status, 400)
    const unknown = '00000000-0000-4000-8000-000000000000'
    assert.equal((await visit('result', unknown)).status, 404)
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['session_id_invalid', 'session_id_invalid', 'session_not_found'],
    )
  })

  test(`${framework}: who only looks at addresses does not pay`, async (t) => {
    const { sandbox, pay, visit } = await shop(t, framework)
    const id = await chosen(sandbox, pay)
    await visit('review', id, 'POST')
    await sandbox.buyer.approve(id)
    assert.ok((await visit('result', id, 'HEAD')).status >= 400)
    assert.deepEqual(await sandbox.objects('charges'), [])
  })

  test(`${framework}: an order that has changed since is not charged`, async (t) => {
    let amount = PRICE
    const { sandbox, pay, visit, problems } = await shop(t, framework, { chargeAmount: () => amount })
    const id = await chosen(sandbox, pay)
    await visit('review', id, 'POST')
    await sandbox.buyer.approve(id)
    amount = { amount: '99.00', currencyCode: 'EUR' }
    assert.equal((await visit('result', id)).status, 409)
    assert.equal(problems[0]?.code, 'amount_differs')
    assert.deepEqual(await sandbox.objects('charges'), [])
  })

  test(`${framework}: a payment whose answer was lost is found, and not made twice`, async (t) => {
    const { sandbox, pay, visit } = await shop(t, framework)
    const id = await chosen(sandbox, pay)
    await visit('review', id, 'POST')
    await sandbox.buyer.approve(id)
    await sandbox.faults.add({
      operation: 'checkout_sessions.complete',
      afterWork: true,
      cut: 'connection',
      count: 1,
    })
    assert.equal(await (await visit('result', id)).text(), 'paid 12.34')
    assert.equal((await sandbox.objects('charges')).length, 1)
    assert.equal((await sandbox.faults.list())[0]?.met, 1)
  })

  test(`${framework}: Amazon that is away is said to be, and the shop's hook decides first`, async (t) => {
    const { sandbox, pay, visit, problems } = await shop(t, framework)
    const id = await chosen(sandbox, pay)
    await sandbox.faults.add({ status: 503 })
    assert.equal((await visit('review', id)).status, 503)
    assert.equal(problems[0]?.code, 'unavailable')
    const other = await shop(t, framework, { checkSession: () => new Response('not yours', { status: 403 }) })
    const theirs = await chosen(other.sandbox, other.pay)
    assert.equal((await other.visit('review', theirs)).status, 403)
    assert.equal((await other.visit('result', theirs)).status, 403)
  })
}

test('a declined payment is told with its reason', async (t) => {
  const { sandbox, pay, visit } = await shop(t, 'express')
  const id = await chosen(sandbox, pay, '3434')
  await visit('review', id, 'POST')
  await sandbox.buyer.approve(id)
  assert.match(await (await visit('result', id)).text(), /^declined /)
})

test('a payment that Amazon decides on later is pending', async (t) => {
  const { sandbox, pay, visit } = await shop(t, 'fastify', {
    paymentIntent: 'Authorize',
    canHandlePendingAuthorization: true,
  })
  const id = await chosen(sandbox, pay, '0701')
  await visit('review', id, 'POST')
  await sandbox.buyer.approve(id)
  assert.equal(await (await visit('result', id)).text(), 'pending')
})

test('what a handler says of its answer replaces what Express says of all, and cookies of both are set', async (t) => {
  const app = express()
  app.use((_request, response, next) => {
    response.set({ 'referrer-policy': 'no-referrer', 'set-cookie': 'app=1' })
    next()
  })
  const headers = { 'referrer-policy': 'same-origin', 'set-cookie': 'handler=1' }
  app.get(
    '/',
    route(() => Promise.resolve(new Response('', { headers }))),
  )
  const answer = await fetch(await listen(t, createServer(app)))
  assert.equal(answer.headers.get('referrer-policy'), 'same-origin')
  assert.deepEqual(answer.headers.getSetCookie(), ['app=1', 'handler=1'])
})

test('settings that are missing are named', () => {
  assert.throws(() => reviewHandler({} as never), { name: 'ConfigurationError', field: 'pay' })
  assert.throws(() => resultHandler({} as never), { field: 'pay' })
  assert.throws(() => buttonHandler({} as never), { field: 'pay' })
})
