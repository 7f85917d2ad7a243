// One file of a chart: text for templates, bytes for `.Files`, each made when it is first asked for.
import type { Origin } from '../../../model';
import { bytesOf, stringOf } from '../go/values';

export class ChartFile {
  #text: string | undefined;
  #bytes: Uint8Array | undefined;

  /**
   * @param name as within the chart's folder: `templates/deployment.yaml`.
   * @param path where it lies, for origins: repository-relative, or below the archive's own path.
   * @param lines the origins of its lines, where it was put together from several files.
   * @param content text as a Go string, or bytes. A byte order mark is taken off, as Helm does.
   */
  constructor(
    readonly name: string,
    readonly path: string,
    content: string | Uint8Array,
    readonly lines?: readonly (Origin | undefined)[] | undefined,
  ) {
    if (typeof content === 'string') this.#text = content.charCodeAt(0) === 0xfeff ? content.slice(1) : content;
    else this.#bytes = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf ? content.subarray(3) : content;
  }

  /** The content as a Go string: bytes that are not UTF-8 survive in it. */
  get text(): string {
    this.#text ??= stringOf(this.bytes);
    return this.#text;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= bytesOf(this.#text ?? '');
    return this.#bytes;
  }

  /** In bytes, or in characters where nobody has asked for bytes: a measure of the work that it makes. */
  get size(): number {
    return this.#bytes?.length ?? this.#text?.length ?? 0;
  }

  /** The same file as a subchart sees it. */
  within(folder: string): ChartFile {
    return new ChartFile(this.name.slice(folder.length + 1), this.path, this.#bytes ?? this.#text ?? '', this.lines);
  }
}
