/** The rear camera inside the page: a live view and one full-resolution JPEG at a time. */
import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'

export type CameraState = 'starting' | 'live' | 'denied' | 'absent'
export interface Frame { blob: Blob; width: number; height: number }

const WANTED: MediaStreamConstraints = {
  audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 4096 }, height: { ideal: 3072 } },
}
const JPEG = 'image/jpeg'
const QUALITY = 0.92
const TAKE_MS = 3000

interface StillCamera { takePhoto: () => Promise<Blob> }
type StillCameraClass = new (track: MediaStreamTrack) => StillCamera

function patience<T>(work: Promise<T>): Promise<T> {
  return Promise.race([work, new Promise<never>((_, refuse) => { setTimeout(() => { refuse(new Error('slow')) }, TAKE_MS) })])
}

/** The sensor's own picture where the browser can take one; it keeps more than the video does. */
async function still(track: MediaStreamTrack): Promise<Frame | undefined> {
  const Still = (globalThis as { ImageCapture?: StillCameraClass }).ImageCapture
  if (!Still) return undefined
  const blob = await patience(new Still(track).takePhoto()).catch(() => undefined)
  if (blob?.type !== JPEG) return undefined
  const bitmap = await createImageBitmap(blob)
  const { width, height } = bitmap
  bitmap.close()
  return { blob, width, height }
}

async function frameOf(video: HTMLVideoElement): Promise<Frame> {
  const canvas = document.createElement('canvas')
  const { videoWidth: width, videoHeight: height } = video
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  const blob = await new Promise<Blob | null>(done => { canvas.toBlob(done, JPEG, QUALITY) })
  // A page in the background with a large canvas is the first to be killed.
  canvas.width = canvas.height = 0
  if (!blob) throw new Error('no picture')
  return { blob, width, height }
}

export function useCamera(video: Ref<HTMLVideoElement | null>) {
  const state = ref<CameraState>('starting')
  const torch = ref<boolean | null>(null)
  const stream = shallowRef<MediaStream>()
  let gone = false

  function stop(): void {
    for (const track of stream.value?.getTracks() ?? []) track.stop()
    stream.value = undefined
  }

  async function start(): Promise<void> {
    if (!('mediaDevices' in navigator)) { state.value = 'absent'; return }
    try {
      const got = await navigator.mediaDevices.getUserMedia(WANTED)
      stream.value = got
      got.getVideoTracks()[0]?.addEventListener('ended', () => { state.value = 'absent' })
      if (gone || !video.value) { stop(); return }
      video.value.srcObject = got
      await video.value.play()
      torch.value = 'torch' in (got.getVideoTracks()[0]?.getCapabilities() ?? {}) ? false : null
      state.value = 'live'
    } catch (error) {
      state.value = (error as DOMException).name === 'NotAllowedError' ? 'denied' : 'absent'
    }
  }

  async function shoot(): Promise<Frame> {
    const track = stream.value?.getVideoTracks()[0]
    if (!track || !video.value) throw new Error('no camera')
    return await still(track) ?? frameOf(video.value)
  }

  async function light(): Promise<void> {
    const track = stream.value?.getVideoTracks()[0]
    const next = !torch.value
    await track?.applyConstraints({ advanced: [{ torch: next } as MediaTrackConstraintSet] }).then(() => { torch.value = next }, () => undefined)
  }

  /** A phone takes the camera away from a page in the background; coming back asks for it again. */
  function back(): void {
    if (document.visibilityState === 'visible' && state.value === 'absent') void start()
  }
  document.addEventListener('visibilitychange', back)
  onScopeDispose(() => {
    gone = true
    document.removeEventListener('visibilitychange', back)
    stop()
  })
  return { state, torch, start, shoot, light }
}
