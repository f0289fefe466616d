import { createHash } from 'node:crypto'

const STYLE = `
:root { color-scheme: light dark; }
body { display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 0 24px; box-sizing: border-box;
  background: light-dark(#f5f6f8, #0c0f14); color: light-dark(#181d26, #e9edf3);
  font: 14px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
h1 { margin: 0 0 8px; font-size: 20px; line-height: 1.3; }
p { margin: 0; }
a { color: light-dark(#1d4ed8, #96b4ff); }
`

/** What `plainPage` needs of a policy that allows nothing else. */
export const PLAIN_PAGE_STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

/** A sentence and a way on, which nothing has to be loaded or rendered for. `message` is ours, never a caller's. */
export const plainPage = (message: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${message}</title><style>${STYLE}</style></head>` +
  `<body><main><h1>${message}</h1><p><a href="/">Start again</a></p></main></body></html>`
