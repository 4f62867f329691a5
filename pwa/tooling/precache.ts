/** A Vite plugin that writes /sw.js: the shell and the phone's chunks by content, never the office's. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { transformWithOxc, type Plugin, type Rollup } from 'vite'

const WORKER = 'src/sw/sw.ts'
/** Served in its place by a server that takes the worker away (MINGCHA_WORKER_OFF). */
const OFF = 'src/sw/off.ts'
const OFFICE = /\/features\/office\/|\/locales\/[^/]+\/office\.json|\/element-plus\//

/** Whether a chunk serves only the office: those are cached when first used, not at install. */
function isOffice(chunk: Rollup.OutputChunk): boolean {
  const modules = chunk.facadeModuleId ? [chunk.facadeModuleId] : Object.keys(chunk.modules)
  return !chunk.isEntry && modules.length > 0 && modules.every(id => OFFICE.test(id))
}

function officeOnly(bundle: Rollup.OutputBundle): Set<string> {
  const chunks = Object.values(bundle).filter(part => part.type === 'chunk')
  const wanted = new Set<string>()
  const visit = (name: string): void => {
    const chunk = bundle[name]
    if (wanted.has(name) || chunk?.type !== 'chunk' || isOffice(chunk)) return
    wanted.add(name)
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next)
    for (const css of chunk.viteMetadata?.importedCss ?? []) wanted.add(css)
  }
  for (const chunk of chunks) if (chunk.isEntry) visit(chunk.fileName)
  return new Set(Object.keys(bundle).filter(name => !wanted.has(name) && /\.(js|css)$/.test(name)))
}

function publicFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
}

export function precache(): Plugin {
  let root = ''
  let publicDir = ''
  return {
    name: 'mingcha-precache',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      root = config.root
      publicDir = config.publicDir
    },
    async generateBundle(_options, bundle) {
      const skip = officeOnly(bundle)
      const built = Object.values(bundle).filter(part => !skip.has(part.fileName) && !part.fileName.endsWith('.map'))
      const hash = createHash('sha256')
      for (const part of built) hash.update(part.fileName).update(part.type === 'chunk' ? part.code : part.source)
      const files = publicFiles(publicDir)
      for (const file of files) hash.update(file).update(readFileSync(join(publicDir, file)))
      const list = [...built.map(part => part.fileName), ...files].map(file => `/${file}`)
      const source = readFileSync(join(root, WORKER), 'utf8')
        .replace("'__VERSION__'", JSON.stringify(hash.digest('hex').slice(0, 16)))
        .replace("'__FILES__'", JSON.stringify(JSON.stringify([...new Set(list)].sort())))
      const { code } = await transformWithOxc(source, 'sw.ts')
      // A service worker is a classic script; the empty export only makes the file a module for TypeScript.
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: code.replace('export {};', '') })
      const off = await transformWithOxc(readFileSync(join(root, OFF), 'utf8'), 'off.ts')
      this.emitFile({ type: 'asset', fileName: 'sw-off.js', source: off.code.replace('export {};', '') })
    },
  }
}
