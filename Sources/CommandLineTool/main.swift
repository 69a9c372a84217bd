import BuiltInFleets
print(BuiltInFleets.demo.count)
