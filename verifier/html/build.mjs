/** Build ../verify.html, one file that needs nothing else; `--check` only says whether the committed file is what this gives. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = name => fileURLToPath(new URL(name, import.meta.url))
const read = name => readFileSync(here(name), 'utf8')
const OUT = here('../verify.html')

const bundled = await build({
  entryPoints: [here('src/ui/main.mjs')], absWorkingDir: here('.'), bundle: true, write: false, format: 'iife', target: 'es2022', charset: 'utf8',
  legalComments: 'inline', // the libraries' licences stay in the file; it is not minified, so that anyone can read it
})
const script = `\n${bundled.outputFiles[0].text.replaceAll('</script', '<\\/script')}`
const style = `\n${read('src/ui/style.css')}`
const hashOf = text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const csp = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; worker-src blob:; base-uri 'none'; form-action 'none'`
const page = read('src/ui/page.html').replace('%CSP%', () => csp).replace('%STYLE%', () => style).replace('%SCRIPT%', () => script)

if (process.argv.includes('--check')) {
  if (readFileSync(OUT, 'utf8') !== page) {
    process.stderr.write('verifier/verify.html is not what verifier/html gives: npm run build there\n')
    process.exit(1)
  }
} else {
  writeFileSync(OUT, page)
  process.stdout.write(`verify.html ${(page.length / 1000).toFixed(0)} kB\n`)
}
