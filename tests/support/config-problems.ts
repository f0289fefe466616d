import { loadConfig, type ConfigError } from '#server/config'

/** Names of the variables that an operator reads about when the process stops. */
export function problemsOf(source: Record<string, string | undefined>): string[] {
  try {
    loadConfig(source)
    return []
  } catch (error) {
    return (error as ConfigError).problems.map((problem) => problem.split(':')[0]!)
  }
}
