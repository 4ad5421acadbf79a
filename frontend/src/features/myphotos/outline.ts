import type { Box } from '@/api/generated'

const NAME = 'data-my-face'

/** Draws a frame around a face on a slide, in the slide's own pixels, so that it moves and grows with the photo. */
export function outlineFace(slide: HTMLElement, face: Box | null, width: number, height: number, shown: boolean): void {
  const frame = slide.querySelector<HTMLElement>(`[${NAME}]`) ?? document.createElement('div')
  if (!face) {
    frame.remove()
    return
  }
  frame.setAttribute(NAME, '')
  frame.className = 'pointer-events-none absolute z-10 rounded-card border-3 border-white shadow-float outline-2 outline-black'
  frame.hidden = !shown
  frame.style.left = `${face.left * width}px`
  frame.style.top = `${face.top * height}px`
  frame.style.width = `${face.width * width}px`
  frame.style.height = `${face.height * height}px`
  slide.append(frame)
}

export function showOutlines(viewer: HTMLElement, shown: boolean): void {
  viewer.querySelectorAll<HTMLElement>(`[${NAME}]`).forEach((frame) => {
    frame.hidden = !shown
  })
}
