def report(x):
    print(x)
    return x
