import { defineEventHandler } from 'h3'

/**
 * HEAD is GET without a body (RFC 9110, section 9.3.2), and monitors use it. h3 looks routes up by the method that the
 * event has noted; the response was made for HEAD already, so Node sends no body.
 */
export default defineEventHandler((event) => {
  if (event.method === 'HEAD') event._method = 'GET'
})
