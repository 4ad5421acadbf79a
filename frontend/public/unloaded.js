/*
 * What a page says while its client does not come; see index.html and unloaded.css. It is no part of the build, as that
 * is what is missing, and is written for browsers that are too old for it.
 */
/* global document, fetch, HTMLScriptElement, location, navigator, sessionStorage, setTimeout, window */
;(function () {
  var RELOADED = 'albumen.unloaded'
  var PATIENCE_MS = 1500
  var page = document.documentElement

  function came() {
    var root = document.getElementById('root')
    return root && !root.querySelector('.unloaded')
  }

  function show(why) {
    if (!came()) page.setAttribute('data-unloaded', why)
  }

  /** Loads the page anew if the server answers: without, the browser would show a page of its own instead. */
  function loadAnew(refused) {
    if (!window.fetch || !navigator.onLine) return refused()
    fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(
      function (answer) {
        if (answer.ok) location.reload()
        else refused()
      },
      refused,
    )
  }

  function isFirstTime(file) {
    try {
      if (sessionStorage.getItem(RELOADED) === file) return false
      sessionStorage.setItem(RELOADED, file)
      return true
    } catch (_) { // eslint-disable-line @typescript-eslint/no-unused-vars -- older browsers want it named
      return false // nothing can be remembered here: never again and again
    }
  }

  function missing(file) {
    if (came()) return
    function failed() {
      show('failed')
    }
    // A new build took the file away: the page as it is now names others.
    if (isFirstTime(file)) {
      setTimeout(failed, PATIENCE_MS)
      loadAnew(failed)
    } else failed()
  }

  if (!('noModule' in HTMLScriptElement.prototype)) show('old')
  window.addEventListener(
    'error',
    function (event) {
      var from = event.target
      if (from && from.tagName === 'SCRIPT') missing(from.src)
      else if (/\/assets\//.test(event.filename || '')) show(event.error instanceof SyntaxError ? 'old' : 'failed')
    },
    true, // what fails to load does not bubble
  )
  window.addEventListener('online', function () {
    if (page.getAttribute('data-unloaded') === 'failed' && !came()) loadAnew(function () {})
  })
  document.addEventListener('click', function (event) {
    var link = event.target
    if (!link || !link.getAttribute || link.getAttribute('data-again') === null || page.hasAttribute('data-trying')) return
    event.preventDefault()
    page.setAttribute('data-trying', '')
    loadAnew(function () {
      setTimeout(function () {
        page.removeAttribute('data-trying')
      }, 400)
    })
  })
})()
