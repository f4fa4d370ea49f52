// What came of one try to hand a message over.

export interface Delivery {
  readonly isSent: boolean;
  /** For a person: what the receiver said, or what is wrong. */
  readonly text: string;
  /** Whether another try may help. */
  readonly mayHelp: boolean;
  /** How long the receiver asks to wait before the next try. */
  readonly retryAfterMs?: number;
}

/** A try under way. */
export interface Try {
  /** Never rejects, and resolves within the time of the receiver. */
  readonly delivery: Promise<Delivery>;
  /** Gives it up. */
  end(): void;
}
