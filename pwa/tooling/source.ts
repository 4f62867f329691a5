/** Names a build by what it was made from: a capture record says with which program it was made (docs/evidence.md §3). */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const FOLDERS = ['public', 'src', 'tooling']
const FILES = ['index.html', 'package-lock.json', 'package.json', 'tsconfig.json', 'vite.config.ts']
/** Written by the build itself. */
const WRITTEN = new Set(['src/components.d.ts'])

function within(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** SHA-256 over the lines `<sha256 of the file>  <name>`, by name: what `sha256sum` prints of the same files in that order. */
export function sourceHash(root: string): string {
  const names = [...FILES, ...FOLDERS.flatMap(folder => within(root, folder))].filter(name => !WRITTEN.has(name)).sort()
  return sha256(Buffer.from(names.map(name => `${sha256(readFileSync(join(root, name)))}  ${name}\n`).join('')))
}
