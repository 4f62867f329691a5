"""Focus areas 领域 and categories 类别: the eight areas of the county, as data; codes stay, labels may change."""
