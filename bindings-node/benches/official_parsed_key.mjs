// The official SDK with a key that is parsed once. Its documentation says to give it PEM text, which it parses at each call,
// but what it hands to node:crypto may be a parsed key too.
import { createPrivateKey } from 'node:crypto'
import { makeCapture as official } from './official.mjs'

export function makeCapture(parts) {
  return official({ ...parts, privateKey: createPrivateKey(parts.privateKey) })
}
