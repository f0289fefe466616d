declare module '*?thread' {
  /** The address of the built file. */
  const file: string
  export default file
}
