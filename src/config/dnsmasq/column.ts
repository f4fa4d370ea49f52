// Numbers in a row that grows, for very many of them.

export class Column {
  values = new Int32Array(1_024);

  set(index: number, value: number): void {
    if (index >= this.values.length) {
      const longer = new Int32Array(this.values.length * 2);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[index] = value;
  }
}
