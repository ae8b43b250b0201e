/** The version of this package, which requests name; a test compares it with package.json's. */
export const VERSION = '0.1.0'
