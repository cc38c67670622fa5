/**
 * What templates that are expanded together may do in all, so that many of them harm nobody either. One alone is held to MOST_STEPS.
 * Unit: steps of evaluation, some 0.2 µs each.
 */
export class StepBudget {
  private taken = 0;

  constructor(readonly most: number) {}

  get isSpent(): boolean {
    return this.taken > this.most;
  }

  take(steps: number): void {
    this.taken += steps;
  }
}
