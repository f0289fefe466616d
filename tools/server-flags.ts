/**
 * How Node runs the server, `npm start` says the same: a small nursery. What uploads and answers leave behind is swept
 * while it is still little: under load the server stays some hundred megabytes smaller. Half of this, and a storm of a
 * thousand sends at once spends its time sweeping.
 */
export const SERVER_FLAGS: readonly string[] = ['--max-semi-space-size=4']
