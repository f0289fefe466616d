declare module '*?thread' {
  /** The address of the built file. */
  const fileOf: () => string
  export default fileOf
}
