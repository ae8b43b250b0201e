/** The official SDK, as tests/interop installs it. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { REPOSITORY } from '../repository.js'

const INTEROP = join(REPOSITORY, 'tests', 'interop', 'index.js')
const NAME = '@amazonpay/amazon-pay-api-sdk-nodejs'
const main = createRequire(INTEROP).resolve(NAME)

/** What the official SDK itself can require: its axios, its uuid. */
export const requireBesideOfficial = createRequire(main)

/** The folder of its package. */
export const officialFolder = dirname(requireBesideOfficial.resolve(`${NAME}/package.json`))

/** A class of the SDK's, the official one's or ours. */
export type SdkClass = new (configuration: object) => object

/** The classes that a program gets by importing an SDK. */
export type Sdk = Readonly<Record<'AmazonPayClient' | 'InStoreClient' | 'WebStoreClient', SdkClass>>

/** What a program gets that imports the official SDK. */
export const official = requireBesideOfficial(main) as Sdk
