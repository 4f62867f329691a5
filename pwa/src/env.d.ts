/// <reference types="vite/client" />
declare const __APP_VERSION__: string
/** SHA-256 of everything the pages are built from, see `tooling/source.ts`. */
declare const __APP_SOURCE__: string
