const COOKIE = /(?:^|;\s*)albumen_csrf=([^;]+)/

/** Value of the cookie that the page came with; empty when the browser keeps no cookies. */
export function csrfToken(): string {
  return decodeURIComponent(COOKIE.exec(document.cookie)?.[1] ?? '')
}
