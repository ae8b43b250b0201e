/** The objects of the API: types, and a constant an enum. */
export * from './generated/models.js'
