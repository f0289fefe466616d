import { init } from '#build/nuxt-icon-client-bundle'
import { h, type FunctionalComponent } from 'vue'

interface Drawing {
  width?: number
  height?: number
  /** What stands inside the `svg` element: of the installed set, never of anybody's data. */
  body: string
}

const drawings = new Map<string, Drawing>()
init((name: string, drawing: Drawing) => void drawings.set(name, drawing))

/**
 * An icon of the installed set, as large as the text unless a class says otherwise. The set is made by @nuxt/icon; its
 * own component brings a client for icon servers along, which these pages never ask, and weighs ten times as much.
 */
const Icon: FunctionalComponent<{ name: string }> = ({ name }) => {
  const { width = 16, height = 16, body = '' } = drawings.get(name) ?? {}
  return h('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    width: '1em',
    height: '1em',
    viewBox: `0 0 ${width} ${height}`,
    innerHTML: body,
  })
}
Icon.props = ['name']

export default Icon
