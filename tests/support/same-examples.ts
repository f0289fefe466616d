import fc from 'fast-check'

/**
 * Properties meet the same examples in every run, so that a change is to blame for a failure. Who looks for new ones
 * gives another seed: `FAST_CHECK_SEED=$RANDOM npm run test:unit`.
 */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_261_122) })
