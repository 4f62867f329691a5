/** How the pages are built: one entry, phone and office loaded apart. */
import { fileURLToPath } from 'node:url'
import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vite'
import { noIconFont } from './tooling/fonts.ts'
import { precache } from './tooling/precache.ts'
import { sourceHash } from './tooling/source.ts'
import pkg from './package.json' with { type: 'json' }

const API = process.env.MINGCHA_API ?? 'http://127.0.0.1:8000'
const proxy = { '/api': API }

export default defineConfig({
  plugins: [
    vue(),
    noIconFont(),
    components({ dts: 'src/components.d.ts', dirs: [], resolvers: [VantResolver(), ElementPlusResolver()] }),
    precache(),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __APP_VERSION__: JSON.stringify(pkg.version),
    __APP_SOURCE__: JSON.stringify(sourceHash(import.meta.dirname)),
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: { target: 'es2022', manifest: true, chunkSizeWarningLimit: 600 },
  server: { port: 5173, proxy },
  preview: { port: 4173, proxy },
})
