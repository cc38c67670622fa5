/** Numbers by their cost, the cheapest first (a binary heap). */
export class Heap {
  private readonly items: number[] = [];
  private readonly costs: number[] = [];

  push(item: number, cost: number): void {
    const { items, costs } = this;
    let at = items.length;
    items.push(item);
    costs.push(cost);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if ((costs[above] ?? 0) <= cost) break;
      this.move(above, at);
      at = above;
    }
    items[at] = item;
    costs[at] = cost;
  }

  /** null: empty. */
  pop(): number | null {
    const { items, costs } = this;
    const [first, item, cost] = [items[0], items.pop(), costs.pop()];
    if (first === undefined || item === undefined || cost === undefined) return null;
    if (items.length === 0) return first;
    let at = 0;
    for (let below = 1; below < items.length; below = at * 2 + 1) {
      const right = below + 1;
      const least = right < items.length && (costs[right] ?? 0) < (costs[below] ?? 0) ? right : below;
      if ((costs[least] ?? 0) >= cost) break;
      this.move(least, at);
      at = least;
    }
    items[at] = item;
    costs[at] = cost;
    return first;
  }

  private move(from: number, to: number): void {
    this.items[to] = this.items[from] ?? 0;
    this.costs[to] = this.costs[from] ?? 0;
  }
}
