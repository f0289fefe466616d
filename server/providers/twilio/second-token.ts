import twilio from 'twilio'

type Options = Parameters<twilio.RequestClient['request']>[0]
type Answer = Awaited<ReturnType<twilio.RequestClient['request']>>

/**
 * An HTTP client for an account that has a second token: what is refused with the first one is asked once more with the
 * second. A 401 says that nothing happened, so a POST may be repeated too.
 *
 * @param worked told each time the second token is taken where the first was not
 */
export function withSecondToken(
  inner: twilio.RequestClient,
  secondToken: string,
  worked: () => Promise<void>,
): twilio.RequestClient {
  return new SecondTokenClient(inner, secondToken, worked)
}

class SecondTokenClient extends twilio.RequestClient {
  constructor(
    private readonly inner: twilio.RequestClient,
    private readonly secondToken: string,
    private readonly worked: () => Promise<void>,
  ) {
    super()
  }

  override async request<TData>(options: Options): Promise<Answer & { body: TData }> {
    const first = (await this.inner.request(options)) as Answer & { body: TData }
    if (first.statusCode !== 401) return first
    const second = (await this.inner.request({ ...options, password: this.secondToken })) as Answer & { body: TData }
    if (second.statusCode === 401) return first
    await this.worked()
    return second
  }
}
