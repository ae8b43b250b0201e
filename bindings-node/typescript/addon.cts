// Loads the native module. It is CommonJS in both builds, since only `require` loads such a module.
import path = require('node:path')

/** The names of what was built for this machine, the likeliest first. */
function platforms(): string[] {
  const { platform, arch } = process
  // Which C library it is, is told by which one loads: asking for it takes longer than all the rest.
  if (platform === 'linux') return [`linux-${arch}-gnu`, `linux-${arch}-musl`]
  if (platform === 'win32') return [`win32-${arch}-msvc`]
  return [`${platform}-${arch}`]
}

function load(): unknown {
  const reasons: string[] = []
  for (const platform of platforms()) {
    const file = `amazonpay.${platform}.node`
    const places = [
      `@amazonpay/native-${platform}`,
      path.join(__dirname, '..', '..', 'native', file),
      path.join(__dirname, '..', 'native', file),
    ]
    for (const place of places) {
      try {
        return require(place)
      } catch (error) {
        const isMissing = (error as { code?: unknown }).code === 'MODULE_NOT_FOUND'
        if (!isMissing) reasons.push(`${place}: ${String((error as { message?: unknown }).message)}`)
      }
    }
  }
  const [name = ''] = platforms()
  const why =
    reasons.length > 0
      ? reasons.join('; ')
      : `@amazonpay/native-${name} is not installed: install amazonpay without --omit=optional, on the platform that it runs on`
  throw new Error(`amazonpay could not load its native module for ${name}: ${why}`)
}

export = load()
