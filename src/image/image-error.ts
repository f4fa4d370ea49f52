// What is thrown when a zone does not fit an image.

/** An RRset, or the whole zone, is over a limit of the image; the message can be shown. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}
