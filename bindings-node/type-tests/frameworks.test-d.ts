/** What `amazonpay/express` and `amazonpay/fastify` accept, and what they refuse. */
import { expectTypeOf } from 'expect-type'
import express, { type Request as ExpressRequest, type RequestHandler } from 'express'
import fastify, { type FastifyRequest } from 'fastify'
import { route } from 'amazonpay/express'
import { routes } from 'amazonpay/fastify'
import type { Handler } from 'amazonpay/web'

declare const handler: Handler
declare const ofExpress: Handler<ExpressRequest>
declare const ofFastify: Handler<FastifyRequest>
declare const ofAnother: Handler<{ session: string }>

const app = express()
app.post('/notifications', route(handler))
app.get('/review', route(ofExpress))
expectTypeOf(route(ofExpress)).toExtend<RequestHandler>()
// @ts-expect-error -- a handler whose hooks expect what Express does not have
app.get('/review', route(ofAnother))
declare const textual: () => string
// @ts-expect-error -- no handler
route(textual)
declare const ofExpressAlone: (request: ExpressRequest, response: express.Response) => Promise<void>
// @ts-expect-error -- a handler of Express's
route(ofExpressAlone)

const server = fastify()
void server.register(routes({ 'POST /notifications': handler }))
void server.register(routes({ 'GET /review': ofFastify, 'POST /review': ofFastify }))
// @ts-expect-error -- a handler whose hooks expect what Fastify does not have
void server.register(routes({ 'GET /review': ofAnother }))
// @ts-expect-error -- no handler
void server.register(routes({ 'GET /review': 'text' }))
