/** A small JPEG for strips and lists, upright; empty when the browser cannot decode the picture. */

const EDGE = 320

export interface Small { thumb: ArrayBuffer; width: number; height: number }

async function draw(bitmap: ImageBitmap): Promise<ArrayBuffer> {
  const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>(done => { canvas.toBlob(done, 'image/jpeg', 0.72) })
  return blob ? blob.arrayBuffer() : new ArrayBuffer(0)
}

export async function thumbnail(blob: Blob): Promise<Small> {
  const bitmap = await createImageBitmap(blob).catch(() => undefined)
  if (!bitmap) return { thumb: new ArrayBuffer(0), width: 0, height: 0 }
  const { width, height } = bitmap
  const thumb = await draw(bitmap).finally(() => { bitmap.close() })
  return { thumb, width, height }
}
