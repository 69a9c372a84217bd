import CNcurses

/// How little of the machine's memory this process keeps.
public enum ProcessMemory {
  /// From now on large blocks are mapped each for itself: one of a fleet's columns goes back as a whole once nobody has it.
  public static func mapLargeBlocks() { cn_map_large_blocks() }

  /// Gives back what was touched once, on the way to the first picture or the first event: free memory between what is in
  /// use, and the pages of libraries and of the program itself that are as their files have them. What is needed again
  /// comes from the file system's cache. A process with several threads keeps its pages.
  public static func giveBack() { cn_give_back_memory() }
}
