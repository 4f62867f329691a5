/** Bring the page back to its first line, where what is missing is said. */
export function toTop(): void {
  document.querySelector('.body')?.scrollTo({ top: 0, behavior: 'smooth' })
}
