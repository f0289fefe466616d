/** What contracts say of a text that is empty; forms say it in the reader's language. */
export const NOT_EMPTY = 'must not be empty'
