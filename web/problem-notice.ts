import type { Problem } from './api.ts'
import { el } from './dom.ts'
import type { Messages } from './messages/en.ts'

/** What happened and what to do, in the reader's language: the API's own words are English. */
export function explain({ status, code, retryAfter }: Problem, text: Messages): string {
  if (code === 'offline') return text.offline
  if (retryAfter !== null) return status === 429 ? text.busy(inWords(retryAfter)) : text.unavailable(inWords(retryAfter))
  const notices: Record<string, string> = text.notices
  return ownWords(code, text)?.detail ?? (Object.hasOwn(notices, code) ? notices[code] : undefined) ?? text.unknown
}

const inWords = (seconds: number): string =>
  new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(seconds)

/** A problem that no further try can mend has words of its own here. */
export function ownWords(code: string, { problems }: Messages): { title: string; detail: string } | undefined {
  const known: Record<string, { title: string; detail: string }> = problems
  return Object.hasOwn(known, code) ? known[code] : undefined
}

/** A place for one message, which is spoken when it changes; empty, it is not there. */
export function noticeBox(): {
  element: HTMLElement
  say(message: string): void
  report(problem: Problem, text: Messages): void
} {
  const element = el('div', { class: 'notice', role: 'alert', tabindex: '-1', hidden: true })
  let timer: ReturnType<typeof setTimeout> | undefined
  const say = (message: string) => {
    clearTimeout(timer)
    element.hidden = message === ''
    element.textContent = message
  }
  return {
    element,
    say,
    report(problem, text) {
      say(explain(problem, text))
      if (problem.retryAfter !== null) timer = setTimeout(() => say(text.tryNow), problem.retryAfter * 1000)
    },
  }
}
