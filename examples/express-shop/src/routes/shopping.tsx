/** The pages before the checkout, and the buyer's orders after it. */
import { Router } from 'express'
import { MOST, addOne, cartOf, setQuantity } from '../cart.js'
import { PRODUCTS } from '../catalogue.js'
import { CartPage } from '../pages/cart.js'
import { CataloguePage, ProductPage } from '../pages/catalogue.js'
import { OrderPage } from '../pages/order.js'
import { pageOf, render } from '../pages/page.js'
import { formOf } from '../security.js'
import { sessionOf } from '../session.js'
import type { Shop } from '../shop.js'

export function shopping(shop: Shop): Router {
  const router = Router()

  router.get('/', (request, response) => {
    response.send(render(<CataloguePage page={pageOf(shop, request)} />))
  })

  router.get('/products/:slug', (request, response, next) => {
    const product = PRODUCTS.get(request.params.slug)
    if (product === undefined) next()
    else response.send(render(<ProductPage page={pageOf(shop, request)} product={product} />))
  })

  router.get('/cart', (request, response) => {
    response.send(render(<CartPage page={pageOf(shop, request)} cart={cartOf(sessionOf(request))} />))
  })

  router.post('/cart', (request, response, next) => {
    const { product: slug = '', quantity } = formOf(request)
    const product = PRODUCTS.get(slug)
    if (product === undefined) {
      next()
      return
    }
    const session = sessionOf(request)
    if (quantity === undefined) addOne(session, product)
    else if (/^\d{1,3}$/.test(quantity)) setQuantity(session, product, Math.min(Number(quantity), MOST))
    response.redirect(303, '/cart')
  })

  router.get('/orders/:number', async (request, response, next) => {
    const { number } = request.params
    // Only the browser that made it sees it.
    const mine = sessionOf(request).orders?.includes(number)
    const order = mine ? await shop.stores.orders.find(number) : undefined
    if (order === undefined) next()
    else response.send(render(<OrderPage page={pageOf(shop, request)} order={order} />))
  })

  return router
}
