import { defineNotFoundHandler } from '../http/define-not-found-handler'

export default defineNotFoundHandler()
