/** The settings of server.ts: environment variables, checked before anything starts. */

export interface ServerSettings {
  readonly url: string
  readonly port: number
  readonly merchantId: string
  readonly storeId: string
  readonly topics: readonly string[]
  readonly secret: string
  readonly clerkPassword: string
  readonly databaseUrl: string | undefined
}

/** Reads them; the error names each variable that is missing or wrong, and no value of one. */
export function serverSettings(environment: NodeJS.ProcessEnv): ServerSettings {
  const wrong: string[] = []

  function read(name: string, fits: (value: string) => boolean, expected: string): string {
    const value = environment[name] ?? ''
    if (!fits(value)) wrong.push(`  ${name}: expected ${expected}`)
    return value
  }

  const given = (value: string) => value !== ''
  const settings = {
    url: read('SHOP_URL', isOrigin, 'the address of the shop, such as https://shop.example'),
    port: Number(environment['PORT'] ?? '3000'),
    merchantId: read('AMAZON_PAY_MERCHANT_ID', given, 'the merchant account’s id, from Seller Central'),
    storeId: read('AMAZON_PAY_STORE_ID', given, 'the store’s id, amzn1.application-oa2-client.…'),
    topics: read(
      'AMAZON_PAY_IPN_TOPICS',
      given,
      'the TopicArn of your notifications, several with commas',
    ).split(','),
    secret: read('SHOP_SECRET', (value) => value.length >= 32, '32 characters or more that nobody can guess'),
    clerkPassword: read('SHOP_CLERK_PASSWORD', (value) => value.length >= 12, '12 characters or more'),
    databaseUrl: environment['DATABASE_URL'],
  }
  if (wrong.length > 0) throw new Error(`The shop can't be opened:\n${wrong.join('\n')}`)
  return settings
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value
}
