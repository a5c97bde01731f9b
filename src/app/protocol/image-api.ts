/** How a picture is shown; nothing of it changes the file. Left out, everything is automatic. */
export interface PictureView {
  /**
   * `percentile` (default): each image between two of its own percentiles, 0.5 and 99.8 unless `low` and `high` say
   * otherwise. `range`: all images alike, `low` and `high` being shares of the range of the pixel type, 0 and 1 by default.
   */
  readonly contrast?: "percentile" | "range" | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** Above 1 brightens what is dim; 0.1 to 10. */
  readonly gamma?: number | undefined;
  /** One colour channel alone, counted from 0; all by default. */
  readonly channel?: number | undefined;
  /** One page of a file with several, counted from 0; the maximum over all by default. */
  readonly page?: number | undefined;
  /** What a grey image is tinted with. */
  readonly tint?: PictureTint | undefined;
}

export type PictureTint = "grey" | "green" | "magenta" | "cyan" | "yellow";

/**
 * All images of the workspace, sorted by path, in columns: image i is `folders[folderOf[i]] + names[i]`. An index of
 * -1 means none.
 */
export interface ImageList {
  readonly revision: number;
  /** With a slash at the end, or empty. */
  readonly folders: readonly string[];
  readonly labels: readonly string[];
  readonly groups: readonly string[];
  readonly names: readonly string[];
  readonly folderOf: readonly number[];
  readonly labelOf: readonly number[];
  readonly groupOf: readonly number[];
  /** 0 train, 1 val, 2 test. */
  readonly partOf: readonly number[];
  /** Further columns of the manifest, which may name groups. */
  readonly columns: readonly string[];
}

export interface ImageDetails {
  readonly path: string;
  readonly label: string | null;
  readonly group: string | null;
  readonly part: "train" | "val" | "test" | null;
  readonly columns: Readonly<Record<string, string>>;
  /** Of the file; null when it is not there. */
  readonly bytes: number | null;
  readonly facts: {
    readonly format: "png" | "jpeg" | "tiff";
    readonly width: number;
    readonly height: number;
    /** Samples of a pixel. */
    readonly channels: number;
    readonly pixelType: string;
    readonly pages: number;
    readonly axes: string;
    /** Micrometres, where the file tells. */
    readonly pixelSize: number | null;
  } | null;
  /** SHA-256 of the file in hex. */
  readonly hash: string | null;
  /** Why it cannot be read. */
  readonly broken: string | null;
  /** Other images that show the same, after the latest check. */
  readonly duplicates: readonly string[];
}

export interface ImageFindings {
  /** The job that has found this; null before the first check has finished. */
  readonly job: string | null;
  /** Milliseconds since 1970. */
  readonly checked: number | null;
  /** So many more images there are now than were looked at. */
  readonly newer: number;
  readonly broken: readonly { readonly path: string; readonly reason: string }[];
  readonly duplicates: readonly {
    readonly kind: "exact" | "near";
    readonly paths: readonly [string, string];
  }[];
  /** Whether there were too many pairs to list all. */
  readonly truncated: boolean;
  readonly warnings: readonly string[];
}

export interface GroupPatternPreview {
  /** Why it is no pattern; the rest is empty then. */
  readonly error: string | null;
  /** How many images it finds a group for, of how many. */
  readonly matched: number;
  readonly total: number;
  readonly groups: readonly { readonly name: string; readonly images: number }[];
  readonly groupCount: number;
  /** Groups of which images of several classes are part: perhaps different plants whose numbers begin anew in each folder. */
  readonly mixed: {
    readonly count: number;
    /** Those with the most classes first; the classes are sorted. */
    readonly examples: readonly { readonly name: string; readonly labels: readonly string[] }[];
  };
  /** Some paths, and where in them the group stands; matching ones and others. */
  readonly examples: readonly {
    readonly path: string;
    readonly group: string | null;
    readonly start: number;
    readonly end: number;
  }[];
}

export interface AddedImages {
  readonly added: number;
  /** Images that were in the table before. */
  readonly known: number;
  readonly warnings: readonly string[];
}

/** A change of the table that can be undone or done again. */
export interface ImageStep {
  readonly id: number;
  /** What it was, to stand behind "Undo: ". */
  readonly words: string;
  /** The class that has another name since, where that was the whole change. */
  readonly renamed: { readonly from: string; readonly to: string } | null;
}

/** What would be undone and done again next. */
export interface ImageSteps {
  readonly undo: ImageStep | null;
  readonly redo: ImageStep | null;
}

export interface LabelChange {
  readonly path: string;
  /** Null takes the label away. */
  readonly label: string | null;
}

/** Changes that have the same word are undone together. */
interface Joined {
  readonly join?: string | undefined;
}

type Nothing = Readonly<Record<string, never>>;

export interface ImageQueries {
  "images/list": { readonly input: Nothing; readonly output: ImageList };
  "images/details": { readonly input: { readonly path: string }; readonly output: ImageDetails };
  "images/history": { readonly input: Nothing; readonly output: ImageSteps };
  "images/findings": { readonly input: Nothing; readonly output: ImageFindings };
  /** What an expression would make of the paths: its capture `group`, else the first capture, else the whole match. */
  "images/group-pattern": {
    readonly input: { readonly pattern: string; readonly limit?: number | undefined };
    readonly output: GroupPatternPreview;
  };
}

export interface ImageActions {
  /** Chooses a folder and takes in its images; with `folder-names` each subfolder is a class, and train, val and test are understood. */
  "images/add-folder": {
    readonly input: { readonly folder: string; readonly labels: "folder-names" | "none" };
    readonly output: AddedImages;
  };
  /** Takes in the images that a CSV file names, as the command line does. */
  "images/add-manifest": { readonly input: { readonly file: string }; readonly output: AddedImages };
  /** Takes images out of the table; their files stay. */
  "images/remove": {
    readonly input: Joined & { readonly paths: readonly string[] };
    readonly output: { readonly removed: number };
  };
  "images/label": {
    readonly input: Joined & { readonly changes: readonly LabelChange[] };
    readonly output: { readonly changed: number };
  };
  /** A name that another class has merges the two. */
  "images/rename-label": {
    readonly input: { readonly from: string; readonly to: string };
    readonly output: { readonly changed: number };
  };
  "images/set-group": {
    readonly input: Joined & { readonly paths: readonly string[]; readonly group: string | null };
    readonly output: { readonly changed: number };
  };
  "images/group-by-pattern": {
    readonly input: { readonly pattern: string };
    readonly output: { readonly groups: number; readonly without: number };
  };
  /** Takes the groups from a further column of the manifest; null takes all groups away. */
  "images/group-by-column": {
    readonly input: { readonly column: string | null };
    readonly output: { readonly groups: number; readonly without: number };
  };
  /** Takes back the change that was made last, which must be this one; the same answers what was undone. */
  "images/undo": { readonly input: { readonly step: number }; readonly output: ImageStep };
  "images/redo": { readonly input: { readonly step: number }; readonly output: ImageStep };
  /** Starts a job that opens every image; `images/findings` has what it found. */
  "images/check": { readonly input: Nothing; readonly output: { readonly job: string } };
  /** Starts a job that makes example images; they join the table when it has finished. */
  "images/phantoms": {
    readonly input: {
      readonly imagesPerClass: number;
      readonly plants?: number | undefined;
      readonly size?: number | undefined;
      readonly seed?: number | undefined;
    };
    readonly output: { readonly job: string };
  };
}

export interface ImageFiles {
  /** A small picture, `size` pixels high or wide, 32 to 512. */
  "images/thumbnail": { readonly input: PictureView & { readonly path: string; readonly size: number } };
  /**
   * Many small pictures in one answer, each as soon as it is drawn: its position among `paths` and its length, both uint32
   * with the low byte first, then a byte 0, then a WebP file; length 0 for one that cannot be drawn. With `glance` no
   * picture is drawn: of one that was not drawn before comes, with a byte 1 in place of the 0, its preview (as in
   * `images/previews`), or nothing when a page is named; `ahead` after those that are wanted now.
   */
  "images/thumbnails": {
    readonly input: PictureView & {
      readonly paths: readonly string[];
      readonly size: number;
      readonly glance?: "now" | "ahead" | undefined;
    };
  };
  /** 8 x 8 grey values of every image in the order of `images/list`, to be seen before its picture is there; zeros for none. */
  "images/previews": { readonly input: Nothing };
  /** The whole picture, at most 2048 pixels high and wide. */
  "images/picture": { readonly input: PictureView & { readonly path: string } };
}

export interface ImageUploads {
  /** Keeps a file in the workspace, in the folder of its label. */
  "images/drop": {
    readonly input: Joined & { readonly name: string; readonly label: string | null };
    readonly output: { readonly path: string; readonly isNew: boolean };
  };
}
