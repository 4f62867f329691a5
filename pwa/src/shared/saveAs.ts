/** Hands a file to the browser to save; says the name it asked for. */
export function saveAs(file: Blob, name: string): string {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => { URL.revokeObjectURL(link.href) }, 60_000)
  return link.download
}
