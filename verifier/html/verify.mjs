/** The browser's verifier for whoever imports it. */
export { TrustError, verify } from './src/verify.mjs'
