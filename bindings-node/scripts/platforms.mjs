// The platforms that the native module is built for, each with its package: amazonpay-linux-x64-gnu. Node's name of a
// platform comes first, then the target's in Rust.
const NAMES = {
  'linux-x64-gnu': 'x86_64-unknown-linux-gnu',
  'linux-x64-musl': 'x86_64-unknown-linux-musl',
  'linux-arm64-gnu': 'aarch64-unknown-linux-gnu',
  'linux-arm64-musl': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'win32-x64-msvc': 'x86_64-pc-windows-msvc',
  'win32-arm64-msvc': 'aarch64-pc-windows-msvc',
}
const LIBC = { gnu: 'glibc', musl: 'musl' }

export const PLATFORMS = Object.entries(NAMES).map(([name, target]) => {
  const [os, cpu, abi] = name.split('-')
  return {
    name,
    target,
    os,
    cpu,
    libc: LIBC[abi],
    package: `amazonpay-${name}`,
    module: `amazonpay.${name}.node`,
  }
})
