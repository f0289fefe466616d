type RenderErrorCode = 'rendered_too_long' | 'twiml_too_large' | 'sms_too_long' | 'sms_empty'

/** Why a rendering can't be sent. `limit` and `actual` are in the unit that `message` names. */
export interface RenderProblem {
  code: RenderErrorCode
  message: string
  limit: number
  actual: number
}

/** Thrown where no rendering exists at all; the message is fit for the person who asked. */
export class RenderError extends Error {
  readonly problem: RenderProblem

  constructor(problem: RenderProblem) {
    super(problem.message)
    this.name = 'RenderError'
    this.problem = problem
  }
}
