import fp from 'fastify-plugin';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { TurnRecord } from '../chat/ports.js';

/** Counts by closed lists only (outcome, route, channel): nothing of what was said. */
export class Metrics {
  readonly registry = new Registry();
  private readonly turns = new Counter({
    name: 'fengqiao_turns_total',
    help: 'Answered turns',
    labelNames: ['outcome', 'route', 'channel'] as const,
    registers: [this.registry],
  });
  private readonly seconds = new Histogram({
    name: 'fengqiao_turn_seconds',
    help: 'Time from utterance to reply',
    labelNames: ['channel'] as const,
    buckets: [0.002, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.25, 0.5, 1, 5],
    registers: [this.registry],
  });
  constructor(readings: { queued: () => number; embedders: () => number }) {
    collectDefaultMetrics({ register: this.registry });
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(read());
        },
      });
    gauge('fengqiao_turns_waiting', 'Turns not yet committed', readings.queued);
    gauge('fengqiao_embedders', 'Embedding processes that are up', readings.embedders);
  }
  observe(turn: TurnRecord, ms: number): void {
    this.turns.inc({ outcome: turn.outcome, route: turn.reply.route, channel: turn.channel });
    this.seconds.observe({ channel: turn.channel }, ms / 1000);
  }
}

/** GET /metrics in Prometheus' text format. */
export default fp<{ metrics: Metrics }>(
  async (app, { metrics }) => {
    app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
      return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    });
  },
  { name: 'metrics', dependencies: ['errors'] },
);
