import { defineEventHandler } from 'h3'

/**
 * HEAD is GET without a body (RFC 9110, section 9.3.2), and monitors use it. Routes are looked up by the request's
 * method; the response was made for HEAD already, so Node sends no body.
 */
export default defineEventHandler((event) => {
  if (event.node.req.method === 'HEAD') event.node.req.method = 'GET'
})
